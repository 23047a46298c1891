"""What Word, slides and workbook share of the page's look."""

FONT = "Arial"
WASH = "#F0F4F5"
"""Behind the headings of a table."""
