"""Experiments: when does a model copy?"""
