"""What is counted in quiet hours."""

from celery import shared_task

from portal.search.actions import count_pairs


@shared_task
def count_frequent_pairs() -> None:
    """Once a day; may run twice."""
    count_pairs()
