import sqlite3, itertools, difflib, unicodedata, re, string
from contextlib import closing
from engine.sdk import workflow, param

def norm(text):
    text = unicodedata.normalize("NFKD", text or "")
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    return re.sub(r"\s+", " ", text.translate(str.maketrans("", "", string.punctuation))).strip()

def similar(a, b, limit=0.9): return difflib.SequenceMatcher(None, norm(a), norm(b)).ratio() >= limit

class Store:
    def __init__(self):
        self.db = sqlite3.connect(":memory:")
        self.db.row_factory = sqlite3.Row
        self.db.executescript("create table c (id integer primary key, name text, mail text unique);")
    def add(self, rows):
        with self.db:
            self.db.executemany("insert or ignore into c (name, mail) values (:name, :mail)", rows)
        return self
    def __iter__(self):
        with closing(self.db.cursor()) as cur:
            for row in cur.execute("select * from c order by name"):
                yield dict(row)
    def __len__(self): return self.db.execute("select count(*) from c").fetchone()[0]

@workflow("dedupe", "Contacts that exist twice")
@param("limit", "float", default_value=0.9)
async def dedupe(context, limit=0.9):
    store = Store().add(context.get_variable("contacts", []))
    pairs = [(a["id"], b["id"]) for a, b in itertools.combinations(store, 2) if similar(a["name"], b["name"], limit)]
    parent = {}
    def find(x):
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x
    for a, b in pairs: parent[find(a)] = find(b)
    groups = {}
    for key in parent: groups.setdefault(find(key), set()).add(key)
    return {"total": len(store), "groups": [sorted(g) for g in groups.values() if len(g) > 1]}
