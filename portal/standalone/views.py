"""Health, for whoever watches over the portal: names and states, nothing else."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.standalone.health import findings


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers at all."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """200 if everything it needs is well, else 503; the body names what is not."""
    found = findings(timezone.now())
    return JsonResponse(found, status=200 if all(found.values()) else 503)
