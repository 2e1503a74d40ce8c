"""Title Tuner: a person teaches a small language model their taste in titles."""

__version__ = "0.1.0"
