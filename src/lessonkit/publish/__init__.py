"""Editions of a lesson: executed notebooks, a site, paper, a copy for students."""
