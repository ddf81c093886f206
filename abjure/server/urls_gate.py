"""The gate has no addresses: nobody reaches it."""

urlpatterns: list[object] = []
