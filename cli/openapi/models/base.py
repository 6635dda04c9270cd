"""A part of an answer."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Its fields' docstrings become their descriptions."""

    model_config = ConfigDict(use_attribute_docstrings=True)
