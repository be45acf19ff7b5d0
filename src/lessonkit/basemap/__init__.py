"""The ground of a lesson's map windows, made of data that packages of a registry carry."""
