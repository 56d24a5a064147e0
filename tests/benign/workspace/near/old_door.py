"""An existing workflow with the older imports."""

from engine.shared.context import Organization, OrganizationContext
from engine.shared.decorators import param, workflow
from engine.shared.error_handling import ValidationError, WorkflowException
from engine.shared.models import ExecutionStatus


@workflow(name="old_door", description="Old imports still work")
@param("name", "string", required=True)
async def old_door(context: OrganizationContext, name: str):
    if not name:
        raise ValidationError("name")
    if ExecutionStatus("Failed") is ExecutionStatus.FAILED:
        return {"status": ExecutionStatus.SUCCESS.value, "org": Organization.__name__}
    raise WorkflowException("Odd", "never")
