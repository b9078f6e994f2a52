"""What is typed about households."""

from django import forms


class SearchForm(forms.Form):
    """One box: name, initials, household number, ID number or telephone."""

    q = forms.CharField(label="查人、查户", max_length=60, required=False, strip=True)
