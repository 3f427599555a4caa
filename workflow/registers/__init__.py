"""The registers of letters sent and received (ทะเบียนหนังสือส่ง, ทะเบียนหนังสือรับ)."""
