"""Planted faults: does a run find what is wrong, with this implementation and in this place?"""
