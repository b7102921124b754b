"""The group roles that the product acts as, and who may not log in for it."""

from typing import Final

import psycopg
from psycopg import Connection, sql

from lrs.message import message
from lrs.postgres.queries import load

GROUPS = ("lrs_service", "lrs_projector", "lrs_report", "lrs_sequencer")

AUDITOR = "lrs_auditor"
"""The role that only reads, for logins of auditors; never granted to that of the product."""

MAKING = ("lrs_projector", "lrs_report")
"""Those that make tables and views of their own."""

SETTABLE_SINCE = 160000
"""Server version from which membership alone does not allow SET ROLE."""

QUERIES: Final = load("lrs", "setup")


class RolesError(RuntimeError):
    """The roles of the database are not as the product needs them; the text says what to run."""


def refuse_owner(conn: Connection) -> None:
    """Return if the session's login can never change the log, whatever role it takes.

    Raises:
        RolesError: it is superuser, owner, may make roles, or may otherwise change or empty the
            log or add to it but through `lrs.append`, itself or through a role that it is a member
            of.
    """
    found = conn.execute(QUERIES["dangerous_role"]).fetchone()
    if found is None:
        return
    login, role = found
    through = "" if role == login else message(" as a member of {role}", role=role)
    raise RolesError(
        message(
            "the login {login} could change or delete the log{through}: LRS_DATABASE_URL "
            "must name a login that is no superuser, owns nothing and is a member of "
            "{groups} alone; the owner's belongs in LRS_OWNER_DATABASE_URL",
            login=login,
            through=through,
            groups=", ".join(GROUPS),
        )
    )


def ensure_roles(conn: Connection, *, app: str) -> None:
    """Make the group roles where they are missing and grant them, but for the auditor's, to the
    login `app`.

    Args:
        conn: the owner's, in autocommit or at the begin of a transaction.

    Raises:
        RolesError: the owner may not; the text is the SQL that an administrator has to run.
    """
    statements = _missing(conn, app=app)
    try:
        with conn.transaction():
            for statement in statements:
                conn.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        lines = "\n".join(f"  {statement.as_string(conn)};" for statement in statements)
        raise RolesError(
            message(
                "the owner may not make the roles of the product ({message_primary}); an "
                "administrator of the database has to run:\n{lines}",
                message_primary=error.diag.message_primary,
                lines=lines,
            )
        ) from error


def _missing(conn: Connection, *, app: str) -> list[sql.Composed]:
    """Return the statements that are still to run.

    The owner becomes a member of `lrs_projector` and `lrs_report`, so that its dump has what those
    made.
    """
    version, owner = conn.info.server_version, conn.info.user
    wanted = [(group, app) for group in GROUPS] + [(group, owner) for group in MAKING]
    roles = {name for (name,) in conn.execute(QUERIES["roles"])}
    mode = "SET" if version >= SETTABLE_SINCE else "MEMBER"
    statements = [
        sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(group))
        for group in (*GROUPS, AUDITOR)
        if group not in roles
    ]
    for group, member in wanted:
        if group in roles and _has_role(conn, member, group, mode):
            continue
        names = sql.Identifier(group), sql.Identifier(member)
        statements.append(sql.SQL("GRANT {} TO {}").format(*names))
    return statements


def _has_role(conn: Connection, member: str, group: str, mode: str) -> bool:
    found = conn.execute(QUERIES["has_role"], [member, group, mode]).fetchone()
    return bool(found and found[0])
