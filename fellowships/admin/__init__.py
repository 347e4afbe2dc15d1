from fellowships.admin import calls, centres, exchange

__all__ = ["calls", "centres", "exchange"]
