// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/block.h"

namespace authscope::ui {

/// A link to a resource: what it says about itself. Opened after a question only, and only on the web.
class LinkBlock final : public Block {
    Q_OBJECT

public:
    explicit LinkBlock(const mcp::ContentBlock &block);
};

} // namespace authscope::ui
