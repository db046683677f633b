"""Answer templates: words that a desk or a body uses again and again."""

from datetime import datetime

from grievances.models import AnswerTemplate
from portal.people.models import User


def keep_template(template: AnswerTemplate, *, by: User, at: datetime) -> AnswerTemplate:
    """Keep a new or changed template, with who and when."""
    template.changed_by, template.changed_at = by, at
    template.save()
    return template


def drop_template(template: AnswerTemplate) -> None:
    """Remove a template; answers given from it stay."""
    template.delete()
