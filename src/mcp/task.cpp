// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/task.h"

#include "mcp/reading.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr std::chrono::milliseconds leastPoll{ 100 };
constexpr std::chrono::milliseconds mostPoll = std::chrono::hours(1);

Task::Status statusOf(const QByteArray &word)
{
    static const QHash<QByteArray, Task::Status> words{ { "working", Task::Status::Working },
        { "input_required", Task::Status::InputRequired }, { "completed", Task::Status::Completed },
        { "failed", Task::Status::Failed }, { "cancelled", Task::Status::Cancelled } };
    return words.value(word, Task::Status::Unknown);
}

} // namespace

base::Result<Task> readTask(const json::Value &value)
{
    const QString rule = u"MCP extension io.modelcontextprotocol/tasks"_s;
    const json::Object *object = value.if_object();
    const auto id = object ? json::stringMember(*object, "taskId") : std::nullopt;
    if (!id || id->isEmpty())
        return brokenRule(u"The task has no taskId, so nobody can ask how it goes."_s, rule);
    const auto word = json::stringMember(*object, "status");
    if (!word)
        return brokenRule(u"The task has no status, so nobody can tell how it goes."_s, rule);
    Task task{ .id = *id, .status = statusOf(*word), .raw = value };
    const auto text = [object](std::string_view member) {
        return json::stringMember(*object, member).value_or(QByteArray());
    };
    task.statusMessage = QString::fromUtf8(text("statusMessage"));
    task.createdAt = text("createdAt");
    task.lastUpdatedAt = text("lastUpdatedAt");
    const auto lifetime = json::numberMember(*object, "ttlMs");
    if (lifetime && *lifetime >= 0 && *lifetime < 9e15)
        task.lifetime = std::chrono::milliseconds(qint64(*lifetime));
    if (const auto poll = json::numberMember(*object, "pollIntervalMs"))
        task.pollInterval = std::chrono::milliseconds(
            qint64(std::clamp(*poll, double(leastPoll.count()), double(mostPoll.count()))));
    return task;
}

} // namespace authscope::mcp
