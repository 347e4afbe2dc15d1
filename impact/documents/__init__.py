"""Reports as documents: the same content as a tagged PDF and as a workbook. In English, as organisers' reports are."""
