"""The portal for machines: read only, and about nobody by name. What stands here stands on pages, too."""
