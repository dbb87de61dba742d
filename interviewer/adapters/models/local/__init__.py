"""The embedded local model: a GGUF file of the user, run by llama.cpp in a process of its own on loopback."""
