"""Judges the sandbox's answers by botocore's model of the service, and keeps the score. The checks share it."""

results = {"passed": 0, "failed": 0}

PYTHON_TYPES = {
    "string": str,
    "integer": int,
    "long": int,
    "double": (int, float),
    "float": (int, float),
    "boolean": bool,
}


def check(rule, holds, seen=""):
    results["passed" if holds else "failed"] += 1
    print(f"{'ok  ' if holds else 'FAIL'} {rule}{'' if holds else f': {seen}'}", flush=True)


def severity_label(finding):
    """Returns the label of a finding of Security Hub, or the one that Security Hub derives from the number."""
    severity = finding["Severity"]
    least = [("CRITICAL", 90), ("HIGH", 70), ("MEDIUM", 40), ("LOW", 1), ("INFORMATIONAL", 0)]
    return severity.get("Label") or next(label for label, number in least if severity["Normalized"] >= number)


def unknown_members(shape, value, path=""):
    """Yields the path of every member of value that the model's shape does not have, or not like that."""
    if value is None:
        yield f"{path} (null)"
    elif shape.type_name == "structure":
        for name, member in value.items():
            at = f"{path}.{name}" if path else name
            if name in shape.members:
                yield from unknown_members(shape.members[name], member, at)
            else:
                yield at
    elif shape.type_name == "list":
        for item in value:
            yield from unknown_members(shape.member, item, f"{path}[]")
    elif shape.type_name == "map":
        for item in value.values():
            yield from unknown_members(shape.value, item, f"{path}{{}}")
    elif not isinstance(value, python_type(shape)) or (isinstance(value, bool) and shape.type_name != "boolean"):
        yield f"{path} ({type(value).__name__} instead of {shape.type_name})"
    elif getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{path} ({value} is no {shape.name})"
    elif shape.type_name == "string" and not allowed_length(shape, value):
        yield f"{path} ({value} has the wrong length)"


def python_type(shape):
    """Returns the type of a scalar in JSON; a moment is text or seconds, as its own shape says."""
    if shape.type_name == "timestamp":
        return str if shape.serialization.get("timestampFormat") == "iso8601" else (int, float)
    return PYTHON_TYPES[shape.type_name]


def allowed_length(shape, value):
    limits = shape.metadata
    return limits.get("min", 0) <= len(value) <= limits.get("max", len(value))


def missing_members(shape, value, path=""):
    """Yields the path of every required member that value lacks."""
    if shape.type_name == "structure":
        for name in shape.required_members:
            if name not in value:
                yield f"{path}.{name}"
        for name, member in value.items():
            if name in shape.members:
                yield from missing_members(shape.members[name], member, f"{path}.{name}")
    elif shape.type_name == "list":
        for item in value:
            yield from missing_members(shape.member, item, f"{path}[]")
