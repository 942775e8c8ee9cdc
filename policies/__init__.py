"""The policies that come with Lictor, one folder a pack, one YAML file a policy."""
