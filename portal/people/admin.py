"""The administration of people: for whoever runs the machine; communities have their own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export import fields, resources
from import_export.admin import ImportMixin
from import_export.widgets import ForeignKeyWidget

from portal.people.models import Body, Duty, Membership, PersonalLook, Residency, User
from portal.places.models import Area
from portal.places.readonly import ReadOnlyAdmin


class BodyResource(resources.ModelResource):
    """Bodies by area and name."""

    area = fields.Field("area", "area", ForeignKeyWidget(Area, "code"))

    class Meta:
        model = Body
        import_id_fields = ["area", "name"]
        fields = ["area", "name", "seat", "is_street_office", "phone", "is_active"]
        skip_unchanged = True


@admin.register(Body)
class BodyAdmin(ImportMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """Bodies."""

    resource_classes = [BodyResource]
    list_display = ["name", "area", "seat", "is_active"]
    list_filter = ["seat", "is_active"]
    search_fields = ["name"]
    list_select_related = ["area"]
    autocomplete_fields = ["area"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """People, without their numbers: those are sealed, and not for browsing."""

    list_display = ["name", "username", "is_active", "is_staff", "joined_at"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["name", "username"]
    fields = ["name", "username", "email", "language", "is_active", "is_staff", "is_superuser"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Accounts begin with a code or an invitation."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People leave by erasure, which keeps what the law keeps."""
        return False


class TermAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows with a term: ended, never deleted."""

    autocomplete_fields = ["user"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History stays."""
        return False


@admin.register(Membership)
class MembershipAdmin(TermAdmin):
    """Places in bodies."""

    list_display = ["user", "body", "rank", "term"]
    list_select_related = ["user", "body"]
    autocomplete_fields = ["user", "body"]


@admin.register(Duty)
class DutyAdmin(TermAdmin):
    """Duties; the database keeps exclusive ones apart."""

    list_display = ["user", "area", "name", "term"]
    list_select_related = ["user", "area"]
    autocomplete_fields = ["user", "area"]


@admin.register(Residency)
class ResidencyAdmin(TermAdmin):
    """Homes."""

    list_display = ["user", "household", "tie", "term", "verified_at"]
    list_select_related = ["user", "household"]
    autocomplete_fields = ["user", "household", "verified_by", "refused_by"]


@admin.register(PersonalLook)
class PersonalLookAdmin(ReadOnlyAdmin):
    """Who looked at whose data: read only."""

    list_display = ["at", "looked_by", "role", "person", "matter", "why"]
    list_select_related = ["looked_by", "person"]
