"""Language models: reached through LangChain, bounded in time and money, and answering in the shape we ask for."""
