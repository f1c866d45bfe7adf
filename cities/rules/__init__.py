"""Pure rules of cities: places, colours, roles. No Django, no clock."""
