// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/flow.h"

#include <QHash>

#include <functional>

namespace authscope::replay {

/// ${name}, ${env:NAME}, ${step:id} and ${step:id/pointer} in texts. One that is the whole text becomes the
/// value it stands for, of whatever type; among other words it becomes its text. $${ is ${ itself.
class Variables {
public:
    /// What the environment has; nothing for what is not set.
    using Environment = std::function<std::optional<QByteArray>(const QString &name)>;

    explicit Variables(Environment environment) : m_environment(std::move(environment)) { }

    base::Result<void> define(const json::Object &variables); ///< in their order
    void setResult(const QString &step, const json::Value &result) { m_results.insert(step, result); }

    /// Errors: OA-501. Texts stay under a megabyte, so that variables of variables cannot explode.
    base::Result<json::Value> fill(const json::Value &value);
    base::Result<QString> fillText(const QString &text);

private:
    base::Result<json::Value> fillString(const QString &text);
    base::Result<json::Value> resolve(const QString &reference);

    Environment m_environment;
    QHash<QString, json::Value> m_variables;
    QHash<QString, json::Value> m_results;
    qsizetype m_written = 0; ///< bytes, over all that was filled in
};

/// The variables of the environment a flow would use, in the order they are met.
QStringList environmentNames(const Flow &flow);
/// Whether each reference leads to something that is there by then. OA-501.
base::Result<void> checkReferences(const Flow &flow, const QString &file);

} // namespace authscope::replay
