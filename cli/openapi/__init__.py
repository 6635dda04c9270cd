"""The OpenAPI document: docs/openapi.json.

    document.py             joins the parts, for `gazette openapi` (cli/commands/openapi.py)
    base.yaml               the document without operations: title, tags, headers, form of errors, security
    public_routes.py        operations of public reads, from routes/*.yaml, parameters.yaml and the nouns' schemas.py
    powertools_routes.py    operations of the functions that declare their routes with Powertools
    request_bodies.py       media types of request bodies
    schema_names.py         gives models of one name different names
    common_parts.py         what all operations have: errors (problems.py), bodies, HEAD, security, order (tidy.py)
    groups.py               the group of staff that each operation needs
    values.yaml             schemas of values that many parameters have; site_values.py fills them in
    examples.yaml           examples of requests and responses
    yaml_files.py           reads the YAML files
    references.py           references to schemas and headers

Nothing that is deployed imports this package.
"""
