import pytest

from incidents.web.parts import tables


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_cell_never_becomes_a_formula(cell):
    assert tables.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "KF-15", "a = b", "ünde"])
def test_other_cells_stay_as_they_are(cell):
    assert tables.harmless(cell) == cell


def test_a_table_is_a_file_in_utf_8():
    response = tables.as_csv("KF-15-x", ("a", "b"), [("ü", 'say "it"')])
    assert response.getvalue().decode() == 'a,b\r\nü,"say ""it"""\r\n'
    assert response["Content-Disposition"] == 'attachment; filename="KF-15-x.csv"'
