"""The server half: settings, sides and urls of each role, and the pipeline that runs the stages."""
