"""How to reach somebody without account: a number, and the code that shows it is theirs."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from grievances.forms.filing import ContactForm
from grievances.models import Draft
from grievances.views.access import of_draft
from grievances.views.filing import save
from grievances.views.wizard import address, ask, first_open, onward, pages_of
from portal.people.phones import masked
from portal.signin.codes import PhoneCode
from portal.signin.forms import CodeForm
from portal.signin.views.entry import send


def _purpose(draft: Draft) -> str:
    return f"draft:{draft.pk}"


@never_cache
@require_http_methods(["GET", "POST"])
@of_draft
def contact(request: HttpRequest, draft: Draft) -> HttpResponse:
    """How to reach the person; all of it may stay empty."""
    if "contact" not in pages_of(draft):
        return HttpResponseRedirect(address(draft, first_open(draft)))
    named = draft.is_for_other
    if request.method == "GET":
        form = ContactForm(named=named, initial={"name": draft.name, "phone": draft.phone})
        return ask(request, draft, "contact", form=form)

    form = ContactForm(request.POST, named=named)
    if not form.is_valid():
        return ask(request, draft, "contact", status=422, form=form)
    phone = form.cleaned_data["phone"]
    known = phone == draft.phone and draft.phone_confirmed_at
    save(
        draft,
        name=form.cleaned_data.get("name", ""),
        phone=phone,
        phone_confirmed_at=draft.phone_confirmed_at if known else None,
    )
    # Whoever takes a call has the person on the line; anybody else shows that the number is theirs.
    if phone and not known and not draft.is_for_other:
        send(request, phone=phone, purpose=_purpose(draft))
        return HttpResponseRedirect(address(draft, "contact_code"))
    return onward(request, draft, "contact")


@never_cache
@require_http_methods(["GET", "POST"])
@of_draft
def contact_code(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The code sent to the number; without it the number is not used."""
    process = PhoneCode.resume(request, purpose=_purpose(draft))
    if process is None or process.phone != draft.phone:
        return HttpResponseRedirect(address(draft, "contact"))
    if "skip" in request.POST:
        process.abort()
        save(draft, phone="", phone_confirmed_at=None)
        return onward(request, draft, "contact")

    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            process.check(form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
        else:
            save(draft, phone_confirmed_at=timezone.now())
            return onward(request, draft, "contact")
    shown = {"form": form, "phone": masked(draft.phone)}
    return ask(
        request, draft, "contact", status=422 if form.errors else 200, page="contact_code", **shown
    )
