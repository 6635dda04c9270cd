"""The OpenAPI document: public routes declared here, staff and subscription routes read from their own functions.

    command.py      `gazette openapi`
    document.py     joins the parts
    finish.py       adds what Powertools' documents lack: errors (problems.py), bodies in other media types (bodies.py),
                    examples of what clients send (examples.py), HEAD, headers, order (tidy.py)
    names.py        keeps models of one name apart
    routes/         the public routes, by function; answers.py has what they share
    models/         what they answer with

Nothing that is deployed imports this: public functions answer with stored bytes, not with models.
"""
