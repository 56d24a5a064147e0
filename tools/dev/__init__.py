"""The dev host: serves the function app on this machine and reloads it on every clean save."""
