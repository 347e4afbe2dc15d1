class ReadOnly:
    """Mixed into what may be looked at and never changed by hand: logs, consents, what people asked for."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
