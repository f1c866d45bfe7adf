"""Pages of the framework library. They know no city; `assessments.views.library` opens the same pages inside one."""
