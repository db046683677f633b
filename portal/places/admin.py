"""The administration of places: for whoever runs the machine; communities have their own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export import fields, resources
from import_export.admin import ImportMixin
from import_export.widgets import ForeignKeyWidget

from portal.places.models import Area, Household, RuleChange
from portal.places.readonly import ReadOnlyAdmin


class AreaResource(resources.ModelResource):
    """Areas by their codes, each below the code of its parent."""

    parent = fields.Field("parent", "parent", ForeignKeyWidget(Area, "code"))

    class Meta:
        model = Area
        import_id_fields = ["code"]
        fields = ["code", "parent", "kind", "name", "order", "phone", "plan_x", "plan_y"]
        skip_unchanged = True


class HouseholdResource(resources.ModelResource):
    """Households by building and door."""

    building = fields.Field("building", "building", ForeignKeyWidget(Area, "code"))

    class Meta:
        model = Household
        import_id_fields = ["building", "door"]
        fields = ["building", "door"]
        skip_unchanged = True


@admin.register(Area)
class AreaAdmin(ImportMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """The tree; an area keeps its place."""

    resource_classes = [AreaResource]
    list_display = ["name", "kind", "code", "parent", "order"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What the database keeps as it is."""
        return ["parent", "kind", "path"] if obj else ["path"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Cases point at areas: they stay."""
        return False


@admin.register(Household)
class HouseholdAdmin(ImportMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """Doors."""

    resource_classes = [HouseholdResource]
    list_display = ["building", "door"]
    search_fields = ["door", "building__name"]
    list_select_related = ["building"]
    autocomplete_fields = ["building"]


@admin.register(RuleChange)
class RuleChangeAdmin(ReadOnlyAdmin):
    """Read only: numbers are set on the rulebook's page."""

    list_display = ["area", "key", "value", "why", "changed_by", "changed_at"]
    list_select_related = ["area", "changed_by"]
