"""Files and tables that people give: opened safely, parted into cells, each cell read by one set of rules."""
