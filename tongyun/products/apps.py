"""Django's entry to the products."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """Products have no tables and nothing to register."""

    name = "tongyun.products"
    label = "products"
