"""Experiments: where does a fact live?"""
