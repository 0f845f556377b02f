"""Files that other systems export (Zabbix, NetBox), as rows of an import: what stands where is one table a system."""
