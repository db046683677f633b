"""How every form of the house is rendered, allauth's included."""

from django.forms.renderers import TemplatesSetting


class FaceRenderer(TemplatesSetting):
    """`{{ form }}` comes out as an error summary and our field components."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
