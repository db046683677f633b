"""The administration of complaints: for whoever runs the machine. Cases are worked elsewhere."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportMixin

from grievances.actions.importing import Fate
from grievances.forms.importing import ConfirmHotlineForm, HotlineForm
from grievances.models import AnswerTemplate, Coding, Grievance, HotlineFile
from grievances.resources import HotlineResource, HotlineTable, fate_words
from portal.exports.refusals import BookRefused
from portal.places.readonly import ReadOnlyAdmin
from portal.signin.strength import is_strong

COUNTS = ("new", "late", "known", "changed", "refused")


@admin.register(HotlineFile)
class HotlineFileAdmin(ImportMixin, ReadOnlyAdmin):
    """Files that were taken over; the next one is uploaded, looked at and confirmed here."""

    resource_classes = [HotlineResource]
    formats = [HotlineTable]
    import_form_class = HotlineForm
    confirm_form_class = ConfirmHotlineForm
    skip_admin_log = True  # the record of the file is the log
    list_display = ["name", "area", "at", "by", *COUNTS]
    list_select_related = ["area", "by"]
    fields = ["name", "area", "at", "by", *COUNTS, "sha256", "rows_left_out"]
    readonly_fields = ["rows_left_out"]

    @admin.display(description=gettext_lazy("Left out"))
    def rows_left_out(self, file: HotlineFile) -> str:
        """Each row with line, number and reason."""
        rows = [
            (row["line"], row["number"], fate_words(Fate(row["fate"])), row["reason"])
            for row in file.left_out
        ]
        return format_html_join("", "<p>{} · {} · {} {}</p>", rows)

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Those who run the installation, after their second step in this very session."""
        return bool(request.user.is_active and request.user.is_superuser and is_strong(request))

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Where the messages belong, and the time."""
        form = kwargs.get("form")
        area = getattr(form, "cleaned_data", {}).get("area") if form else None
        return {"area": area, "at": timezone.now()}

    def get_confirm_form_initial(
        self, request: HttpRequest, import_form: HotlineForm | None
    ) -> dict[str, Any]:
        """Carry the community along."""
        initial: dict[str, Any] = super().get_confirm_form_initial(request, import_form)
        if import_form:
            initial["area"] = import_form.cleaned_data["area"].pk
        return initial

    def add_data_read_fail_error_to_form(self, form: HotlineForm, error: Exception) -> None:
        """Say why the file is not read."""
        if not isinstance(error, BookRefused):
            raise error
        form.add_error("import_file", error.sentence)

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Say what went in, and show the record with what was left out."""
        file = HotlineFile.objects.filter(by=request.user.pk).latest("pk")
        words = _("%(new)d went in, %(known)d were there already, %(left)d were left out.")
        counts = {"new": file.new, "known": file.known, "left": file.changed + file.refused}
        messages.info(request, words % counts)
        return HttpResponseRedirect(reverse("admin:grievances_hotlinefile_change", args=[file.pk]))


@admin.register(Coding)
class CodingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The official tree; its nodes keep their places."""

    list_display = ["name", "level", "parent", "kind"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["name"]
    readonly_fields = ["parent", "level", "name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The tree comes from its official table."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Complaints are coded with it."""
        return False


@admin.register(Grievance)
class GrievanceAdmin(ReadOnlyAdmin):
    """Where complaints came from, without their words: those are for who works on them."""

    list_display = ["number", "source", "coding", "outside_number", "area"]
    list_filter = ["source"]
    list_select_related = ["case", "coding", "area"]
    search_fields = ["case__number", "outside_number"]
    fields = ["number", "source", "coding", "outside_number", "outside_kind", "area"]

    @admin.display(description=gettext_lazy("Number"), ordering="case")
    def number(self, grievance: Grievance) -> str:
        """The case's number."""
        return grievance.case.number


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(ReadOnlyAdmin):
    """Words used again and again; areas and bodies keep theirs on their own page."""

    list_display = ["name", "move", "area", "body", "changed_at"]
    list_filter = ["move"]
    list_select_related = ["area", "body"]
