// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/world.h"
#include "net/httpserver.h"

namespace authscope::demo {

/// The identity provider's origin: discovery, registration, tokens.
class IdpServer {
public:
    explicit IdpServer(World &world) : m_world(world) { }
    net::ServerAnswer answer(const net::ServerRequest &request);

private:
    World &m_world;
};

} // namespace authscope::demo
