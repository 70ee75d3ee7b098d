// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/composition.h"

namespace authscope::app {

/// The demo's servers inside the window: started when somebody asks for them, and again when a connection of
/// an earlier run needs them, on the same ports.
class DemoRunner {
public:
    explicit DemoRunner(Composition &composition);
    ~DemoRunner();

    /// The address of the demo's MCP server; starts what is not running. When another process of the same
    /// data folder serves the demo already, its address.
    base::Result<QByteArray> start();
    /// Does a kept connection point at the demo of an earlier run?
    bool isWanted() const;

private:
    QByteArray rememberedUrl() const;
    void remember();

    Composition &m_composition;
    std::unique_ptr<demo::DemoServers> m_servers;
};

} // namespace authscope::app
