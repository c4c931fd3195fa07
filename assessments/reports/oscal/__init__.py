"""
A frozen document as OSCAL: assessment results, and a plan of action and milestones.

Structured after NIST's OSCAL 1.1.3. Whatever OSCAL has no word for stands in properties
under the namespace `common.NAMESPACE`. Equal documents give equal bytes: the UUIDs are
derived from the SHA-256 of the frozen content.
"""
