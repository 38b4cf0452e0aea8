"""Property tests here count and compare; how long one example takes is the machine's affair."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
