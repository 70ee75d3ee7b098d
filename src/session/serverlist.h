// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"

namespace authscope::session {

class Connection;

/// One entry of the "mcpServers" object in which MCP clients keep their servers.
struct ListedServer {
    QString name = {}; ///< as the file names it
    QByteArray url = {}; ///< guarded; empty: a program
    mcp::ServerCommand command = {};
    QList<std::pair<QByteArray, base::Secret>> headers = {};
    QString problem = {}; ///< why nothing can be made of it; empty: it can be added
    QString remark = {}; ///< what of it was left out, and why

    bool isUsable() const { return problem.isEmpty(); }
};

/// Reads {"mcpServers": {…}}, {"servers": {…}} or the inner object alone. Nothing in it is run, opened or
/// asked; a browser, proxy or certificate it may name is left where it is (T025). Error: not such a file, or
/// more than 1 MiB or 500 servers of it.
base::Result<QList<ListedServer>> readServerList(QByteArrayView text);

/// The same form, without secrets: header fields and variables are there by name, with "${NAME}" as value.
QByteArray writeServerList(const QList<const Connection *> &connections);

} // namespace authscope::session
