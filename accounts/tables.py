"""Tables that leave the portal for a spreadsheet."""

# A cell that starts so is run as a formula by spreadsheets (OWASP, "CSV injection").
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class HarmlessExport:
    """For a resource of django-import-export: no cell is run, and no letter of it is lost."""

    def export_field(self, field, instance, **kwargs):
        return harmless(super().export_field(field, instance, **kwargs))


def harmless(cell):
    if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA):
        return f"'{cell}"
    return cell
