"""All sides under one roof, for trying it out; refused where people elsewhere can reach it."""

from abjure.server import urls_desk, urls_door, urls_public, views

urlpatterns = [*urls_public.urlpatterns[:-3], *urls_door.urlpatterns[:-3], *urls_desk.urlpatterns]
handler400, handler403, handler404, handler500 = views.bad_request, views.forbidden, views.not_found, views.failed
