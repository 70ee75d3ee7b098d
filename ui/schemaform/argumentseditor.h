// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"
#include "ui/common/widgets.h"

class QPlainTextEdit;
class QStackedWidget;

namespace authscope::ui {

class SchemaForm;

/// The arguments of a call as a form and as JSON: the same value, in step.
class ArgumentsEditor : public QWidget {
    Q_OBJECT

public:
    enum Mode { FormMode, JsonMode };

    ArgumentsEditor();

    void setSchema(const json::Value &schema);
    /// Another schema of the same tool: what is typed stays where the name still exists; JSON stays as typed.
    void changeSchema(const json::Value &schema);
    void setArguments(const json::Object &arguments);
    json::Object arguments() const;
    /// Why it cannot be sent. JSON is sent as written when it is an object at all: what it breaks is only
    /// said.
    QStringList obstacles() const;
    void showObstacles();

    SegmentedControl *switcher() const { return m_switch; } ///< placed by the owner; owned there

Q_SIGNALS:
    void edited();

private:
    std::optional<json::Object> readJson(QString *problem) const;
    void formEdited();
    void jsonEdited();
    void changeMode(int mode);

    json::Value m_schema = nullptr;
    SchemaForm *m_form;
    QPlainTextEdit *m_json;
    Label *m_jsonProblem;
    QStackedWidget *m_stack;
    SegmentedControl *m_switch;
};

} // namespace authscope::ui
