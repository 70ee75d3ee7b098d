// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/report.h"

namespace authscope::replay {

/// A suite for each flow and a case for each step, as continuous integration reads it. Well-formed whatever a
/// server wrote.
QByteArray writeJunit(const QList<FlowReport> &flows);
/// As an object for --json.
json::Object toJson(const FlowReport &flow);
QByteArray stateWord(StepReport::State state); ///< held, failed, not_run, skipped

} // namespace authscope::replay
