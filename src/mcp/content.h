// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"

#include "base/clock.h"

namespace authscope::mcp {

struct Annotations {
    QList<QByteArray> audience = {}; ///< user, assistant
    std::optional<double> priority = {}; ///< 0 to 1
    QByteArray lastModified = {}; ///< ISO 8601, as sent
};

struct Resource {
    QByteArray uri = {};
    QString name = {};
    QString title = {}; ///< title, else the name, else the URI
    QString description = {};
    QByteArray mimeType = {};
    std::optional<qint64> size = {}; ///< bytes
    Annotations annotations = {};
    QList<Icon> icons = {};
    json::Value raw = nullptr;
};

struct ResourceTemplate {
    QByteArray uriTemplate = {}; ///< RFC 6570
    QString name = {};
    QString title = {};
    QString description = {};
    QByteArray mimeType = {};
    Annotations annotations = {};
    QList<Icon> icons = {};
    json::Value raw = nullptr;
};

/// One entry of resources/read: text or bytes.
struct ResourceContent {
    QByteArray uri = {};
    QByteArray mimeType = {};
    bool isText = true;
    QString text = {};
    QByteArray data = {}; ///< decoded
    json::Value raw = nullptr;
};

struct ResourceContents {
    QList<ResourceContent> contents = {};
    json::Value raw = nullptr;
    bool fromCache = false;
    base::ExchangeId exchange = 0;
    std::chrono::milliseconds duration{};
};

struct PromptArgument {
    QByteArray name = {};
    QString title = {}; ///< title, else the name
    QString description = {};
    bool isRequired = false;
};

struct Prompt {
    QString name = {};
    QString title = {};
    QString description = {};
    QList<PromptArgument> arguments = {};
    QList<Icon> icons = {};
    json::Value raw = nullptr;
};

struct PromptMessage {
    QByteArray role = {};
    ContentBlock content = {};
};

struct PromptResult {
    QString description = {};
    QList<PromptMessage> messages = {};
    json::Value raw = nullptr;
    base::ExchangeId exchange = 0;
    std::chrono::milliseconds duration{};
};

/// What completion/complete is asked about.
struct CompletionTarget {
    enum class Kind { Prompt, Resource };
    Kind kind = Kind::Prompt;
    QByteArray name = {}; ///< of the prompt, or the URI template
};

struct Completion {
    QStringList values = {}; ///< at most 100
    std::optional<qint64> total = {};
    bool hasMore = false;
};

/// Pure readers. What has no identity (uri, uriTemplate, name) is an error, everything else degrades with a
/// note in `notes`.
base::Result<Resource> readResource(const json::Value &value, QStringList *notes = nullptr);
base::Result<ResourceTemplate> readResourceTemplate(const json::Value &value, QStringList *notes = nullptr);
base::Result<ResourceContents> readResourceContents(const json::Value &result);
base::Result<Prompt> readPrompt(const json::Value &value, QStringList *notes = nullptr);
base::Result<PromptResult> readPromptResult(const json::Value &result);
base::Result<Completion> readCompletion(const json::Value &result);

} // namespace authscope::mcp
