// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"
#include "json/json.h"

#include <chrono>

namespace authscope::mcp {

/// A call the server works on by itself (extension io.modelcontextprotocol/tasks, modern only).
struct Task {
    enum class Status { Working, InputRequired, Completed, Failed, Cancelled, Unknown };
    QByteArray id = {};
    Status status = Status::Unknown;
    QString statusMessage = {};
    QByteArray createdAt = {}, lastUpdatedAt = {}; ///< ISO 8601, as sent
    std::optional<std::chrono::milliseconds> lifetime = {}; ///< ttlMs; absent: kept without an end
    std::chrono::milliseconds pollInterval{ 1000 }; ///< never below 100 ms
    json::Value raw = nullptr;
};

base::Result<Task> readTask(const json::Value &value);

} // namespace authscope::mcp
